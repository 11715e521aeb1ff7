{
for(const b of document.querySelectorAll("[data-copy],[data-print]")){b.hidden=false;b.onclick=()=>{if(b.dataset.copy){navigator.clipboard.writeText(b.dataset.copy).then(()=>{b.textContent=b.dataset.done})}else print()}}
// A form is sent from here and the page stays until the answer has an address of its own, so that a broken line loses nothing.
function send(f,tell,b){const x=new XMLHttpRequest();let t;const alive=()=>{clearTimeout(t);t=setTimeout(()=>x.abort(),20000)},fail=()=>{clearTimeout(t);tell.textContent=tell.dataset.failed;delete f.dataset.sent;delete f.dataset.read;if(navigator.onLine===false)addEventListener("online",()=>{if(!f.dataset.sent){f.dataset.sent=1;send(f,tell,b)}},{once:true})};x.open("POST",f.action);x.upload.onprogress=e=>{alive();tell.textContent=tell.dataset.progress+": "+Math.floor(100*e.loaded/e.total)+" %"};x.upload.onload=()=>clearTimeout(t);x.onerror=x.onabort=fail;x.onload=()=>{const u=x.responseURL;if(u&&u!==f.action)location.replace(u);else if(u||x.status>399)fail();else{document.open();document.write(x.responseText);document.close()}};const d=new FormData;if(b&&b.name)d.append(b.name,b.value);new FormData(f).forEach((v,k)=>d.append(k,v));alive();x.send(d)}
// Before a text goes, the server reads it: who shall read what is about police is asked here, where the files stay.
function ask(f,q,go){let over;const end=t=>{if(over)return;over=1;q.innerHTML=t||"";if(q.querySelector("button")){q.nextElementSibling.hidden=true;delete f.dataset.sent;q.focus()}else go()};setTimeout(end,5000);fetch(q.dataset.ask,{method:"POST",body:new URLSearchParams({what:(f.elements.what||f.elements.text).value,where:f.elements.where?f.elements.where.value:""})}).then(r=>r.ok?r.text():"").then(t=>end(t.trim()),()=>end())}
document.addEventListener("submit",e=>{const f=e.target,tell=f.querySelector("[data-progress]"),q=f.querySelector("[data-ask]");if(f.dataset.sent){e.preventDefault();return}f.dataset.sent=1;if(!tell||!self.fetch||!FormData.prototype.forEach){setTimeout(()=>{delete f.dataset.sent},8000);return}e.preventDefault();if(q&&!f.dataset.read){f.dataset.read=1;ask(f,q,()=>send(f,tell))}else send(f,tell,e.submitter)});
// Leaving, then tidying, by calls that every engine has: the page is empty before anything of the next is there.
const out=document.getElementById("leave");
function leave(e){e.preventDefault();location.replace(out.href);document.title="";document.body.innerHTML=""}
out.onclick=leave;
let pressed="",times=0,first=0;
addEventListener("keydown",e=>{const k=e.key;if(k!=="Escape"&&k!=="Shift"||e.repeat){if(!e.repeat)times=0;return}if(k!==pressed||!times||e.timeStamp-first>3000){times=0;pressed=k;first=e.timeStamp}if(++times===3)leave(e)});
}
